"""Quick order: pasted or uploaded lists of numbers, looked over before anything is put into a basket."""
