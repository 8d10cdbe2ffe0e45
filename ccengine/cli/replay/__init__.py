"""`ccsim replay`: yesterday under other rules.

the command                         command.py
rules by `--set`                    changed_settings.py
figures side by side                table.py, and over many seeds spread.py
as a picture                        plot.py"""
