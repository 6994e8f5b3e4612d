"""A libretro core in this process."""
