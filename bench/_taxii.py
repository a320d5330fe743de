"""The peer of `bench/exchange.py`: medallion's in-memory TAXII 2.1 server, and a client's round.

`python bench/_taxii.py serve PORT` runs the server; `delivered` pushes objects with
taxii2-client in envelopes of a batch and pulls them all again, as a partner would. In memory, no
signature, no encryption, no fsync, basic authentication over plain HTTP.
"""

import io
import json
import logging
import sys
import time

import medallion
from taxii2client.v21 import Collection, as_pages

API = "trustgroup1"
COLLECTION = "91a7b528-80eb-42ed-a74d-c6fbd5a26116"
USER, PASSWORD = "bench", "bench"
PAGE = 1000


def configuration() -> dict[str, object]:
    """Return an empty server: one API root, one collection."""
    collection = {
        "id": COLLECTION,
        "title": "bench",
        "can_read": True,
        "can_write": True,
        "media_types": ["application/stix+json;version=2.1"],
        "objects": [],
        "manifest": [],
    }
    return {
        "/discovery": {"title": "bench", "default": API, "api_roots": [API]},
        API: {
            "information": {
                "title": "bench",
                "versions": ["application/taxii+json;version=2.1"],
                "max_content_length": 104857600,
            },
            "status": [],
            "collections": [collection],
        },
    }


def serve(port: int) -> None:
    """Answer on loopback until killed."""
    for name in ("werkzeug", "medallion"):
        logging.getLogger(name).setLevel(logging.ERROR)
    app = medallion.application_instance
    data = io.StringIO(json.dumps(configuration()))
    config = {
        "users": {USER: PASSWORD},
        "taxii": {"max_page_size": PAGE},
        "backend": {
            "module": "medallion.backends.memory_backend",
            "module_class": "MemoryBackend",
            "filename": data,
        },
    }
    for part in ("users", "taxii", "backend"):
        medallion.set_config(app, part, config)
    medallion.register_blueprints(app)
    app.run(host="127.0.0.1", port=port, threaded=True)


def delivered(port: int, objects: list[dict[str, object]], batch: int) -> tuple[float, float]:
    """Push all objects, pull them all again; return the seconds of each and check the count."""
    url = f"http://127.0.0.1:{port}/{API}/collections/{COLLECTION}/"
    collection = Collection(url, user=USER, password=PASSWORD)
    began = time.perf_counter()
    for start in range(0, len(objects), batch):
        collection.add_objects({"objects": objects[start : start + batch]})
    pushed = time.perf_counter()
    found = sum(
        len(page.get("objects", ())) for page in as_pages(collection.get_objects, per_request=PAGE)
    )
    ended = time.perf_counter()
    assert found == len(objects), (found, len(objects))
    return pushed - began, ended - pushed


if __name__ == "__main__":
    serve(int(sys.argv[2]))
