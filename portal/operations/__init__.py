"""Running the portal: backup and restore, marks of life, request ids, figures for whoever watches.

It has no models. No app imports it; it may read every app.
"""
