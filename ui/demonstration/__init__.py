"""The main job end to end, with nobody touching it: virtual devices, recorded speech, practice reports."""
