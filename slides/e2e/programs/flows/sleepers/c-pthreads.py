"""lane: Третий"""

import sys

sys.path.insert(0, f"{sys.path[0]}/..")  # programs/flows/lib
from lib.flow import flow

flow(int(sys.argv[1]))
