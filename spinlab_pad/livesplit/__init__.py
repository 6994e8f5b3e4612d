"""Drives LiveSplit in a speed run through its server.

Rules: LiveSplit follows the run, never the run LiveSplit; what the runner does in LiveSplit's own window stands; a
split that LiveSplit missed is left empty, because one that is made up later would give the segment after it a false
best in real time.

Source of all facts: LiveSplit's published sources, `LiveSplit.Core/Server` (1.8.29 to the builds after 1.8.37), its
`TimerModel` and `LiveSplitState`, and for older versions the component LiveSplit.Server.
"""
