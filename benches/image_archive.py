#!/usr/bin/env python3
"""Makes an image archive of about the size asked for, as `docker save` writes it, from folders of this machine.

    benches/image_archive.py OUT.tar [MEGABYTES] [FOLDER...]

The folders default to the interpreter's own library and what is installed for it: code, data, compiled modules and
shared libraries, as images hold them. The same folders give the same archive.
"""
import hashlib
import io
import json
import os
import sys
import sysconfig
import tarfile


def files(folders):
    for folder in folders:
        for place, inner, names in os.walk(folder):
            inner.sort()
            for name in sorted(names):
                path = os.path.join(place, name)
                if os.path.isfile(path) and not os.path.islink(path):
                    yield path


def add(tar, name, content):
    header = tarfile.TarInfo(name)
    header.size = len(content)
    header.mode = 0o644
    tar.addfile(header, io.BytesIO(content))


def layers(paths, limit, each):
    """Layers of at most `each` bytes until `limit` bytes are reached."""
    total, used, out, tar = 0, 0, None, None
    for path in paths:
        if total >= limit:
            break
        if tar is None:
            out, used = io.BytesIO(), 0
            tar = tarfile.open(fileobj=out, mode="w")
        with open(path, "rb") as file:
            content = file.read()
        add(tar, path.lstrip("/"), content)
        used += len(content) + 1024
        total += len(content) + 1024
        if used >= each:
            tar.close()
            yield out.getvalue()
            tar = None
    if tar is not None:
        tar.close()
        yield out.getvalue()


def main():
    target = sys.argv[1]
    megabytes = int(sys.argv[2]) if len(sys.argv) > 2 else 166
    folders = sys.argv[3:] or [sysconfig.get_path("stdlib"), "/usr/lib", "/usr/share"]
    size = megabytes * 1_000_000
    names, digests = [], []
    with tarfile.open(target, "w") as archive:
        for layer in layers(files(folders), size, size // 5):
            digest = hashlib.sha256(layer).hexdigest()
            name = f"{digest}/layer.tar"
            if name not in names:
                add(archive, name, layer)
            names.append(name)
            digests.append(f"sha256:{digest}")
        config = json.dumps({"architecture": "amd64", "os": "linux", "config": {"Env": ["PATH=/usr/bin"]},
                             "rootfs": {"type": "layers", "diff_ids": digests}}).encode()
        name = f"{hashlib.sha256(config).hexdigest()}.json"
        add(archive, name, config)
        manifest = [{"Config": name, "RepoTags": ["bench:1"], "Layers": names}]
        add(archive, "manifest.json", json.dumps(manifest).encode())
    print(f"{target}: {os.path.getsize(target)} bytes, {len(names)} layers")


if __name__ == "__main__":
    main()
