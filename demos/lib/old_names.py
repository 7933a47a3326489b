"""Names that curio 1.6, the last one, wants to find when it is imported, and that Python 3.12 has taken away.

Not one of them is used by a server without TLS and without processes. Imported before curio.
"""

import ssl
from multiprocessing import connection

for _name in ("CHALLENGE", "WELCOME", "FAILURE"):
    vars(connection).setdefault(_name, vars(connection).get(f"_{_name}"))
vars(ssl).setdefault("wrap_socket", None)
