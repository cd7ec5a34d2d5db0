"""Joins boxes from frame to frame: prediction by a filter, association by distance.

After norfair-enough 2.4.3 (Tryolabs, Akator GmbH and contributors, BSD-3-Clause; see NOTICE), of which the parts that
track boxes are here. The package itself imports SciPy, which takes seconds in every process that decodes a video.
"""
