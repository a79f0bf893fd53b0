"""Elements that hold one value in each of many worlds, Excel's operators on them, and how they are joined."""
