"""Mathematics: sums, rounding, powers, angles, matrices."""
