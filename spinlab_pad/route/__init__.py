"""What a runner practises: waypoints, segments, runs, attempts. Pure."""
