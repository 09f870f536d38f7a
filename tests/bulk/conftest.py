import threading
from collections.abc import Iterator

import pytest
from s3_server import S3Server


@pytest.fixture(scope="session")
def s3() -> Iterator[object]:
    """An S3 server on this machine, found by this process and those that it starts; its file system."""
    s3fs = pytest.importorskip("s3fs", reason="the extra budgetgrid[s3] is not installed")
    with S3Server() as server, pytest.MonkeyPatch.context() as patch:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        patch.setenv("AWS_ENDPOINT_URL", server.url)
        patch.setenv("AWS_ACCESS_KEY_ID", "anybody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "anything")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield s3fs.S3FileSystem(use_listings_cache=False)
        server.shutdown()
