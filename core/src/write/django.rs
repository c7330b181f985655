//! Writes a module with Django's `DATABASES`.

use super::{Kind, Writer, python::module_of_one_maximum};

/// The options of the pool of psycopg that Django 5.1 and later use.
pub(super) const KIND: Kind = Kind {
    name: "django",
    title: "Django",
    ending: "-django.py",
    media_type: "text/x-python",
    writer: Writer::Service(|settings| module_of_one_maximum(settings, include_str!("python/django.py"))),
};
