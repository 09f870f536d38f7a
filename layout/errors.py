"""Every error of budgetgrid: one root, a stable slug each, whether a retry may help, and the next step."""

from __future__ import annotations


class BudgetgridError(Exception):
    """No result for a unit of work (a page, a document, the process).

    `slug` is stable and machine-readable, `retry` says whether the same call may succeed later, and
    `next_step` names what the user can do about it.
    """

    slug = "error"
    retry = False
    next_step = "Report the file and the message at the project's issue tracker."

    def __init__(self, message: str, next_step: str | None = None) -> None:
        super().__init__(message)
        if next_step is not None:
            self.next_step = next_step


class NotADocument(BudgetgridError):
    """The file is neither a PDF nor an image by its content."""

    slug = "not-a-document"
    next_step = "Give a PDF, PNG, JPEG or TIFF file."


class FileMissing(BudgetgridError):
    """There is no readable file at the path."""

    slug = "file-missing"
    next_step = "Check the path and that you may read the file."


class FileEmpty(BudgetgridError):
    """The file has no bytes."""

    slug = "file-empty"
    next_step = "Copy the file again from where it came; nothing is in this copy."


class PdfDamaged(BudgetgridError):
    """The PDF can't be parsed."""

    slug = "pdf-damaged"
    next_step = "Copy the file again, or repair it with `qpdf IN OUT` or `mutool clean IN OUT`."


class PdfEncrypted(BudgetgridError):
    """The PDF needs a password that was not given or is wrong."""

    slug = "pdf-encrypted"
    next_step = "Give the password with --password."


class PdfEmpty(BudgetgridError):
    """The PDF has no pages."""

    slug = "pdf-no-pages"
    next_step = "Check where the file came from; it is a PDF without a page."


class PageTooLarge(BudgetgridError):
    """A page whose image would be too large to hold."""

    slug = "page-too-large"
    next_step = "Leave the page out with --pages, or scale it down first."


class ImageUnreadable(BudgetgridError):
    """An image (a file, or the one on a page) that can't be decoded."""

    slug = "image-unreadable"
    next_step = "Open it in an image viewer and save it again as PNG or TIFF."


class PageOutOfRange(BudgetgridError):
    """A page that the document doesn't have was asked for."""

    slug = "page-out-of-range"
    next_step = "Pages count from 1; ask for pages the document has."


class OutputNotWritable(BudgetgridError):
    """The output folder can't be made or written to."""

    slug = "output-not-writable"
    retry = True
    next_step = "Give another folder with -o, or make this one writable."


class OutputExists(BudgetgridError):
    """The output folder holds something that budgetgrid did not write."""

    slug = "output-exists"
    next_step = "Give another folder with -o, or --force to replace this one."


class NoSpace(BudgetgridError):
    """The disk is full."""

    slug = "no-space"
    retry = True
    next_step = "Free some space and run the same command again; nothing of an earlier result was lost."


class EngineMissing(BudgetgridError):
    """A recognition engine, its library or its weights are not installed."""

    slug = "engine-missing"
    next_step = "See `budgetgrid models` for what is there and how to get the rest."


class EngineFailed(BudgetgridError):
    """The recognition engine failed on an input."""

    slug = "engine-failed"
    retry = True
    next_step = "Run the page again; if it fails again, try another --engine."


class LibraryBroken(BudgetgridError):
    """An installed library can't be loaded, mostly for a missing system package."""

    slug = "library-broken"
    next_step = "Install the system packages that the README names."


class ExtraMissing(BudgetgridError):
    """A library that only some outputs need is not installed."""

    slug = "extra-missing"
    next_step = "Install the extra that the message names."


class BadOption(BudgetgridError):
    """An option, or two together, that make no sense."""

    slug = "bad-option"
    next_step = "See --help."


class ResultUnreadable(BudgetgridError):
    """A document.json that can't be read back."""

    slug = "result-unreadable"
    next_step = "Convert the document again, or name a folder that `budgetgrid convert` wrote."


class WorkerDied(BudgetgridError):
    """The process that converted a document was ended from outside, mostly for want of memory."""

    slug = "worker-died"
    retry = True
    next_step = "Run it again with fewer --jobs, or with fewer --pages at a time."


class WorkerKilled(BudgetgridError):
    """Something outside ended the process: a person, the system for want of memory, a machine that went."""

    slug = "worker-killed"
    retry = True
    next_step = "See whether the system ran out of memory (`dmesg`), and retry, then with fewer --workers."


class StorageUnreachable(BudgetgridError):
    """Where sources or results lie behind a URL can't be reached: network, address, credentials, bucket."""

    slug = "storage-unreachable"
    retry = True
    next_step = "See to address, credentials and network; the same command then goes on."


class SourceMissing(BudgetgridError):
    """The file that a result was read from is not at hand."""

    slug = "source-missing"
    next_step = "Name the file, or the folder it is in, with --source."


class CorrectionsUnreadable(BudgetgridError):
    """A corrections.json that can't be read back."""

    slug = "corrections-unreadable"
    next_step = "Put back a copy of it, or move it away to begin anew."


class BadEdit(BudgetgridError):
    """An edit that makes no sense for the table it is about."""

    slug = "bad-edit"
    next_step = "Load the page again and look at the table."


class EditConflict(BudgetgridError):
    """Somebody else changed the same place in the meantime."""

    slug = "edit-conflict"
    retry = True
    next_step = "Look at what is there now, and edit again."


class FileChanged(BudgetgridError):
    """The file is another one than when the run looked at it."""

    slug = "file-changed"
    retry = True
    next_step = "Run the same command again once the file stays as it is."


class LinkOutside(BudgetgridError):
    """A symbolic link that leads out of the folder it was found in."""

    slug = "link-outside"
    next_step = "Name the file that it points to as a source of its own."


class PageTimeout(BudgetgridError):
    """A page that took longer than it may."""

    slug = "page-timeout"
    retry = True
    next_step = "Look at the page; give it more time with --timeout-page."


class DocumentTimeout(BudgetgridError):
    """A document whose pages together took longer than they may."""

    slug = "document-timeout"
    retry = True
    next_step = "Give it more time with --timeout-document, then run `budgetgrid bulk retry`."


class MemoryLimit(BudgetgridError):
    """Work that took more memory than it may."""

    slug = "memory-limit"
    retry = True
    next_step = "Look at the page; give it more memory with --memory-limit."


class BulkBusy(BudgetgridError):
    """Another bulk run is writing to the same folder."""

    slug = "bulk-running"
    retry = True
    next_step = "Wait until it ends, or watch it with `budgetgrid bulk status OUT --watch`."


class LedgerMissing(BudgetgridError):
    """The folder holds no bulk run, or one that can't be read."""

    slug = "no-ledger"
    next_step = "Name the folder that `budgetgrid bulk … -o OUT` wrote."
