"""What goes with what in a pair, and how far two sides say the same: no check, what checks compare with."""
