"""`python -m spinlab_pad`."""

import sys

from spinlab_pad.cli import main

sys.exit(main())
