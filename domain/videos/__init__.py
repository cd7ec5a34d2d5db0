"""Files in and out: uploads, pictures, clips, and their removal."""
