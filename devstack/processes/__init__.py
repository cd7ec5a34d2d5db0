"""Child processes: started, watched, supervised, ended."""
