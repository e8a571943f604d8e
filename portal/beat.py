"""What beat rings, and how often. Each task is safe to run twice, late, or not at all for a while."""

#: Seconds between two rings of each task.
EVERY = {
    "notifications.sweep": 60,
    "onboarding.send_mail": 60,
    "onboarding.send_sms": 60,
    "onboarding.tidy": 3600,
    "enterprises.write_applicants": 60,
    "enterprises.tidy": 21600,
    "imports.work": 15,
    "imports.purge": 3600,
    "covers.settle": 300,
    "stewards.round_positions": 3600,
    "stewards.tell_of_late_contacts": 1800,
    "changes.apply_due": 900,
    "consultations.remind": 600,
    "doors.deliver": 60,
    "doors.read_mailbox": 120,
    "doors.tidy": 3600,
    "appeals.remind": 300,
    "appeals.close_silent": 600,
    "appeals.go_on_unanswered": 900,
    "appeals.take_over_late_reviews": 600,
    "routing.learn_from_past": 600,
    "supervision.sweep": 3600,
    "tracking.deliver": 60,
    "tracking.tidy": 21600,
}
#: A ring that no worker heard is forgotten before the next one comes, after an hour at the latest.
LONGEST = 3600


def beat_schedule():
    """The schedule as Celery reads it; a task is named as its entry."""
    return {
        name: {"task": name, "schedule": float(seconds), "options": {"expires": min(seconds * 0.9, LONGEST)}}
        for name, seconds in EVERY.items()
    }
