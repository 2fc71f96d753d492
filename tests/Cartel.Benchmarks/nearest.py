"""The peer of `cartel bench index`: nearest by plain Jensen-Shannon divergence, all agents compared, one thread.

Blocks of single precision with the agents' entropies computed beforehand; prints the median of milliseconds a query.
"""
import sys
import time

import numpy as np

classes, queries, block = int(sys.argv[2]), int(sys.argv[3]), 20_000
counts = np.fromfile(sys.argv[1], dtype=np.int64).reshape(-1, classes).astype(np.float32)
shares = counts / counts.sum(axis=1, keepdims=True)
agents, asked = shares[:-queries], shares[-queries:]


def minus_entropy(p):
    return (p * np.log2(np.maximum(p, np.float32(1e-30)))).sum(axis=1)


own = minus_entropy(agents)
times = []
for query in asked:
    start = time.perf_counter()
    bits = np.empty(len(agents), dtype=np.float32)
    for first in range(0, len(agents), block):
        mixed = (agents[first:first + block] + query) * np.float32(0.5)
        bits[first:first + block] = own[first:first + block] / 2 - minus_entropy(mixed)
    bits += minus_entropy(query[None])[0] / 2
    best = np.argpartition(bits, 10)[:10]
    best = best[np.argsort(bits[best])]
    times.append((time.perf_counter() - start) * 1000)
print(f"{np.median(times):.1f}")
