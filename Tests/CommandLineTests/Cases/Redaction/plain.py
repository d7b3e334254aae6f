"""Looks for words in all files of a case, inflated: prints the name of each file with the words that are in it."""
import gzip
import os
import struct
import sys
import zlib


def capture(data):
    """The contents of the blocks of a capture."""
    at = 16
    while at + 16 <= len(data):
        _, _, stored, size = struct.unpack("<IIII", data[at:at + 16])
        if size:
            yield zlib.decompress(data[at + 16:at + 16 + stored])
        at += 16 + stored


def plain(path):
    with open(path, "rb") as file:
        data = file.read()
    if data.startswith(b"\x1f\x8b"):
        return gzip.decompress(data)
    if data.startswith(b"sonde.snapshot"):
        return gzip.decompress(data[32:])
    if data.startswith(b"sonde capture\n"):
        return b"".join(capture(data))
    return data


for name in sorted(os.listdir(sys.argv[1])):
    contents = plain(os.path.join(sys.argv[1], name))
    found = [word for word in sys.argv[2:] if (bytes.fromhex(word[4:]) if word[:4] == "hex:" else word.encode()) in contents]
    print(name, *found)
