"""Check the directory's export against data·inclusion's own schema (development only).

    pip install data-inclusion-schema==1.0.10     # in an environment of its own, or beside the others
    python tools/directory_schema.py

Prints each record the schema refuses, or warns of, and ends with 1 if there is any error.
"""

import sys
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1]))

from data_inclusion.schema.v1 import Service  # type: ignore[import-not-found]
from pydantic import ValidationError

from knowledge import directory
from knowledge.exchange import SERVICE_FIELDS, as_records
from knowledge.reading import Reader

CONTENT = Path(__file__).parents[1] / "knowledge" / "content"


def main() -> None:
    """Validate every shipped permanence as a service."""
    fields = set(Service.model_fields)
    unknown = fields ^ set(SERVICE_FIELDS)
    if unknown:
        print(f"The schema's fields changed: {sorted(unknown)}")
    refused = 0
    records = as_records(directory.load(Reader(CONTENT)).values())
    for record in records:
        service = {name: value for name, value in record.items() if name in fields}
        try:
            Service.model_validate(service, context={"ignore_warnings": False})
        except ValidationError as error:
            refused += 1
            print(f"{record['id']}: {error}")
    print(f"{len(records)} records, {refused} refused")
    sys.exit(1 if refused or unknown else 0)


if __name__ == "__main__":
    main()
