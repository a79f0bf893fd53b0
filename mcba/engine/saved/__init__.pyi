from mcba.engine.saved.checkpoint import unfinished as unfinished
from mcba.engine.saved.files import write_bytes_together as write_bytes_together
from mcba.engine.saved.manifest import (
    MANIFEST as MANIFEST,
    RESULTS as RESULTS,
    SUMMARY as SUMMARY,
    versions as versions,
)
from mcba.engine.saved.opening import open_run as open_run
from mcba.engine.saved.records import as_csv as as_csv, plain as plain, with_errors as with_errors
from mcba.engine.saved.saving import save_run as save_run
from mcba.engine.saved.sipmath_export import write_sipmath as write_sipmath
from mcba.engine.saved.verification import extend_saved as extend_saved, resume as resume, verify as verify
