"""The console as one WSGI application: its parts put together, none of them described here."""

from flask import Flask
from flask_wtf.csrf import CSRFProtect
from jinja2 import StrictUndefined

from config.settings import Settings
from config.utility import read_utility
from models.database import open_database, open_readers
from operator_console import errors, formats, frame, texts
from operator_console.live import gateway
from operator_console.office import NAME, Clock, Office, clock
from operator_console.room import KeyConverter
from operator_console.rooms import ROOMS
from operator_console.security import cookies, gate, headers, hosts

LARGEST_REQUEST = 12 * 2**20  # bytes: a photo of a meter, with its form


def create_app(settings: Settings, now: Clock = clock) -> Flask:
    """The console for these settings; its database has the newest schema. Raises WrongSetting."""
    app = Flask(__name__)
    app.extensions[NAME] = Office(
        settings=settings,
        utility=read_utility(settings.utility),
        reader=open_readers(settings.database_url),
        writer=open_database(settings.database_url),
        now=now,
    )
    app.config.update(
        SECRET_KEY=settings.secret("console forms"),
        MAX_CONTENT_LENGTH=LARGEST_REQUEST,
        WTF_CSRF_TIME_LIMIT=None,  # a form may lie open as long as the session lasts
        WTF_CSRF_HEADERS=["X-CSRF-Token"],
        **cookies.of_forms(settings),
    )
    app.jinja_env.undefined = StrictUndefined
    app.jinja_env.trim_blocks = app.jinja_env.lstrip_blocks = True
    hosts.guard(app, settings)  # first: what follows may trust the name
    gate.guard(app)
    CSRFProtect(app)
    headers.add(app, settings)
    for part in (texts, formats, frame, errors):
        part.install(app)
    app.url_map.converters["int"] = KeyConverter
    gateway.install(app, settings)
    for room in ROOMS:
        app.register_blueprint(room)
    return app
