"""What the memory of last agents costs when it is full: python -m tests.bench.served"""

import json
import tracemalloc
from collections.abc import Callable
from statistics import median
from time import process_time

from ccengine.acd.rules import Limits
from ccengine.acd.served import Served
from ccengine.model.ids import AgentId, QueueName

SERVICE = QueueName("service")
LIMITS = Limits()
NOW = 1.79e9 + LIMITS.served
TIMES = 9


def full() -> Served:
    served = Served(LIMITS.served, LIMITS.served_for)
    for n in range(LIMITS.served):
        served.talked(SERVICE, f"138{n:08}", AgentId(f"{8000 + n % 500}"), 1.79e9 + n / 10)
    return served


def ms(work: Callable[[], object]) -> str:
    took = []
    for _ in range(TIMES):
        began = process_time()
        work()
        took.append((process_time() - began) * 1e3)
    return f"{median(took):.3f} ({min(took):.3f} to {max(took):.3f}) ms"


def talks(served: Served) -> None:
    for n in range(1000):
        served.talked(SERVICE, f"139{n:08}", AgentId("8001"), NOW)


def main() -> None:
    tracemalloc.start()
    served = full()
    print(f"memory {tracemalloc.get_traced_memory()[0] / 1e6:.0f} MB, {LIMITS.served} customers")
    tracemalloc.stop()
    text = served.save()
    plain = [entry.split(" ") for entry in text.split(",")]
    print("snapshot, joined", ms(served.save))
    print("and encoded", ms(lambda: json.dumps(text)))
    print("the same as lists", ms(lambda: json.dumps(plain)))
    print("1000 talks", ms(lambda: talks(served)))
    print("1000 questions", ms(lambda: [served.last(SERVICE, f"139{n:08}", 3600.0, NOW) for n in range(1000)]))
    print("start", ms(lambda: Served(LIMITS.served, LIMITS.served_for, text)))


if __name__ == "__main__":
    main()
