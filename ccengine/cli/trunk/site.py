"""What lies in the folder of a trunk: the file that says who calls, the site's settings, and flows if it has some."""

FILE, SETTINGS, FLOWS = "trunk.yaml", "settings.yaml", "flows"
