from mcba.analysis.published.calibration import (
    FEW_AGREE as FEW_AGREE,
    Calibration as Calibration,
    calibrate as calibrate,
    calibrations as calibrations,
    enough_worlds as enough_worlds,
)
from mcba.analysis.published.claims import WORST as WORST, Claim as Claim, tolerance as tolerance
from mcba.analysis.published.readings import of_result as of_result
from mcba.analysis.published.reproduction import Reproduction as Reproduction, reproductions as reproductions
from mcba.analysis.published.reweighting import reweight as reweight
from mcba.analysis.published.updates import Update as Update
