"""What can be said of arrays of outcomes: paired differences, sensitivity, borders, discovery.

Every function here takes arrays and gives numbers; none knows of studies, files or runs.
"""
