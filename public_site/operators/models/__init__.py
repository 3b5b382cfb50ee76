"""The record of operators' acts, figures of clients, and work that takes long."""

from public_site.operators.models.act import OperatorAct as OperatorAct
from public_site.operators.models.figures import ClientFigures as ClientFigures
from public_site.operators.models.work import LongWork as LongWork
