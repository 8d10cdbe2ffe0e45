"""What `ccctl inside` says, in Chinese."""

CHINESE: dict[str, str] = {
    "greenlets": "微线程",
    "tasks": "任务",
    "threads": "线程",
    "descriptors": "文件描述符",
    "tables": "表",
    "objects": "对象",
    "{count} {what}": "{what} {count}",
    "held at most {ms:.1f} ms at a time": "每次最多占用 {ms:.1f} 毫秒",
    "by collecting {ms:.1f} ms": "垃圾回收占用 {ms:.1f} 毫秒",
}
