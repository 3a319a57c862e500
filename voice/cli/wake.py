"""`voice wake`"""
