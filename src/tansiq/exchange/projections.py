"""The projections this package folds, for the node to put into its list."""

from typing import Final

from tansiq.exchange.attachments import ATTACHMENTS
from tansiq.exchange.epochs import EPOCHS
from tansiq.exchange.partners import PARTNERS
from tansiq.exchange.silence import SILENCE
from tansiq.exchange.stops import STOPS
from tansiq.store.projection import Projection

PROJECTIONS: Final[tuple[Projection, ...]] = (PARTNERS, STOPS, ATTACHMENTS, EPOCHS, SILENCE)
