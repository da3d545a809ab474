"""ACM: a certificate is issued one second after it was requested, not sixty.

Nobody looks at the records that prove it; a real certificate takes minutes and needs them.
"""

from moto import settings

from patching import sets

sets(settings, "ACM_VALIDATION_WAIT", 1)
