app_name = "covers"

urlpatterns = []
