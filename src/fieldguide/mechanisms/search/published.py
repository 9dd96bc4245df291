"""An algorithm that AlphaTensor found and its makers printed.

Unlike the rest of the library's code it is theirs: Fawzi et al. 2022, Extended Data Fig. 1,
doi:10.1038/s41586-022-05172-4, under CC BY 4.0 (https://creativecommons.org/licenses/by/4.0/).
We wrote the printed sums as numbers.
"""

import numpy as np

from .flips import unpack

# A multiplication is three numbers in base 16: which entries of A are added, which of B, and to
# which entries of C the product goes. The entry in row i and column j, counted from 0, is bit
# 4 i + j: 0501 has the bits 0, 8 and 10, so it is a11 + a31 + a33.
_FORTY_SEVEN = """
    0001 0004 040c, 0501 0501 0401, 0901 6002 0402,
    0054 080c 0048, 0101 6507 0400, 0044 6e0c 0040,
    c008 1500 4001, 9008 800c 4008, 00c4 6200 0042,
    8008 d50c 4000, 0400 0361 0510, 0602 0260 0732,
    0800 3052 2600, 0202 1270 2710, 0a02 1050 3701,
    0010 086a 08c0, 0032 0062 0ae2, 0022 80e2 28e0,
    0080 a2c0 2060, 06c2 0200 0032, 00a2 80c0 a0e8,
    4000 19c0 5010, 09cd 6000 0002, 6002 08c0 d098,
    2002 08d1 d810, 3002 0051 d901, 0008 4000 4006,
    0932 0002 0a02, 6052 0800 0098, 3502 0001 0901,
    1000 8059 c800, ca02 1000 3001, 90a2 8000 a008,
    1110 000b 0800, 0632 0060 0a32, 4282 12c0 2010,
    2412 0861 0810, 2220 00b0 2810, 0002 0040 d7ef,
    0004 0400 0045, 905d 000c 0008, 3a02 0050 3901,
    8880 b000 2000, 4440 0b00 0010, c50d 0500 0001,
    1822 8052 2800, 60a2 00c0 a098
"""


def forty_seven():
    """AlphaTensor's algorithm for 4 x 4 matrices modulo 2, with 47 multiplications.

    Its second one is (a11 + a31 + a33) (b11 + b31 + b33), which goes to c11 and c33.

    Returns
    -------
    tuple of three int arrays, shape (47, 16) each
        u, v, w with entries 0 and 1; right modulo 2, and not for ordinary numbers.

    References
    ----------
    Fawzi et al. 2022, Extended Data Fig. 1, in its order h1 to h47.
    """
    rows = [[int(number, 16) for number in row.split()]
            for row in _FORTY_SEVEN.split(",")]  # fmt: skip
    return tuple(unpack(column, width=16) for column in np.array(rows).T)
