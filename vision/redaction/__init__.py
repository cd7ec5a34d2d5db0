"""Blurs people in footage: finds them, plans what is blurred in each frame, and encodes the footage anew."""
