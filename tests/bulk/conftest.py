import logging
from collections.abc import Iterator

import pytest


@pytest.fixture(scope="session")
def s3() -> Iterator[object]:
    """An S3 server on this machine, found by this process and those that it starts; its file system."""
    server_of = pytest.importorskip("moto.server", reason="moto is not installed")
    fsspec = pytest.importorskip("s3fs", reason="s3fs is not installed")
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = server_of.ThreadedMotoServer("127.0.0.1", port=0, verbose=False)
    server.start()
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("AWS_ENDPOINT_URL", "http://{}:{}".format(*server.get_host_and_port()))
        patch.setenv("AWS_ACCESS_KEY_ID", "anybody")
        patch.setenv("AWS_SECRET_ACCESS_KEY", "anything")
        patch.setenv("AWS_DEFAULT_REGION", "us-east-1")
        yield fsspec.S3FileSystem(use_listings_cache=False)
    server.stop()
