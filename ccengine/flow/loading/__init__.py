"""YAML -> flows that are checked, or all that is wrong with them.

load         one flow                                                   load.py
header       its head: name, language, begin, what passes in and out    header.py
bundling     with all the flows that it enters                          bundling.py
folder       all flows that the ports lead to                           folder.py"""
