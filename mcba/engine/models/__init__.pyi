from mcba.engine.models.given import from_worlds as from_worlds
from mcba.engine.models.simulation import simulate as simulate
