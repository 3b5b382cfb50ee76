"""Prove on the running system that nothing of one tenant reaches another."""

from tenancy.selftest.proving import Proof as Proof
from tenancy.selftest.proving import selftest as selftest
