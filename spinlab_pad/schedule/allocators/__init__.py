"""Which segment next: one allocator a module, listed in `ALLOCATORS`."""
