"""`switch: external`: what an Asterisk that is already there has to include, from the same templates as our own.

Its transports, its module list, its music stay its owner's."""

from ccengine.app import conf
from ccengine.app.render import extensions, manager_user, pjsip, template
from ccengine.app.shipped import shipped
from ccengine.model.home import Home
from ccengine.model.runtime import Runtime
from ccengine.model.settings import Settings

_TOLD = """\
Add these lines to the files of your Asterisk (22 was tested), then restart it:

  pjsip.conf        #include "@folder@/pjsip.conf"
                    and in its section of `type = global`:   endpoint_identifier_order = username,ip
                    (its transport has to be bound to @sip@)
  extensions.conf   #include "@folder@/extensions.conf"
  manager.conf      #include "@folder@/manager.conf"
                    and in [general]:   enabled = yes   bindaddr = 127.0.0.1   port = @ami_port@
  cel_custom.conf   #include "@folder@/cel_custom.conf"
  cel.conf          #include "@folder@/cel.conf"
  modules.conf      noload = res_pjsip_caller_id.so
                    (it puts a line feed in a caller's number into AMI's events as it is; the included dialplan reads
                    the number itself)

Asterisk's user has to read @home@/prompts, to enter @home@/run, and to write @home@/recordings and @cel@ (by its
group: these folders are closed to others).
Music on hold needs a class [default], and for `dial` a class [ringback]: mode = files, directory = @ringback@
"""


def includes(settings: Settings, runtime: Runtime, home: Home) -> dict[str, str]:
    """The files to include, by name.  Raises Trouble at a value that cannot stand in them."""
    cel = conf.fill(template("cel_custom"), {"cel": conf.path(home.channel_events.absolute(), "the home folder")})
    return {
        "pjsip.conf": pjsip(settings, runtime),
        "extensions.conf": extensions(settings, runtime, home),
        "manager.conf": manager_user(runtime),
        "cel.conf": template("cel"),
        "cel_custom.conf": cel,
    }


def write_includes(settings: Settings, runtime: Runtime, home: Home) -> str:
    """Write them to `external/` in the home folder (0600: they hold passwords) and return what to tell the owner."""
    home = Home(home.root.absolute())
    folder = home.root / "external"
    files = includes(settings, runtime, home)
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    home.recordings.mkdir(parents=True, exist_ok=True)
    home.channel_events.parent.mkdir(parents=True, exist_ok=True)
    for name, text in files.items():
        path = folder / name
        path.touch(mode=0o600)
        path.write_text(text, "utf-8")
    host, port = settings.sip
    values = {
        "folder": conf.path(folder, "the home folder"),
        "home": str(home.root),
        "sip": f"{conf.host(host, 'the SIP address')}:{port}",
        "ami_port": str(runtime.ami_port),
        "cel": str(home.channel_events),
        "ringback": str(shipped("dialplan") / "ringback"),
    }
    return conf.fill(_TOLD, values)
