// Richards: the kernel of an operating system, as in the classic benchmark. Small methods, much dispatch.
"use greenlet";

const IDLE = 0, WORKER = 1, HANDLER_A = 2, HANDLER_B = 3, DEVICE_A = 4, DEVICE_B = 5;
const DEVICE_KIND = 0, WORK_KIND = 1;
const RUNNING = 0, RUNNABLE = 1, SUSPENDED = 2, HELD = 4;
const SUSPENDED_RUNNABLE = SUSPENDED | RUNNABLE, NOT_HELD = ~HELD;
const DATA_SIZE = 4;

class Scheduler {
  queueCount = 0;
  holdCount = 0;
  blocks = [null, null, null, null, null, null];
  list = null;
  current = null;
  currentId = -1;

  add(id, priority, queue, task, state) {
    this.current = new TaskBlock(this.list, id, priority, queue, task, state);
    this.list = this.current;
    this.blocks[id] = this.current;
  }
  schedule() {
    this.current = this.list;
    while (this.current !== null) {
      if (this.current.isHeldOrSuspended()) this.current = this.current.link;
      else {
        this.currentId = this.current.id;
        this.current = this.current.run();
      }
    }
  }
  release(id) {
    const block = this.blocks[id];
    if (block === null) return block;
    block.markNotHeld();
    return block.priority > this.current.priority ? block : this.current;
  }
  holdCurrent() {
    this.holdCount++;
    this.current.markHeld();
    return this.current.link;
  }
  suspendCurrent() {
    this.current.markSuspended();
    return this.current;
  }
  queue(packet) {
    const block = this.blocks[packet.id];
    if (block === null) return block;
    this.queueCount++;
    packet.link = null;
    packet.id = this.currentId;
    return block.checkPriorityAdd(this.current, packet);
  }
}

class TaskBlock {
  constructor(link, id, priority, queue, task, state) {
    this.link = link;
    this.id = id;
    this.priority = priority;
    this.queue = queue;
    this.task = task;
    this.state = state;
  }
  markNotHeld() {
    this.state &= NOT_HELD;
  }
  markHeld() {
    this.state |= HELD;
  }
  isHeldOrSuspended() {
    return (this.state & HELD) !== 0 || this.state === SUSPENDED;
  }
  markSuspended() {
    this.state |= SUSPENDED;
  }
  markRunnable() {
    this.state |= RUNNABLE;
  }
  run() {
    let packet = null;
    if (this.state === SUSPENDED_RUNNABLE) {
      packet = this.queue;
      this.queue = packet.link;
      this.state = this.queue === null ? RUNNING : RUNNABLE;
    }
    return this.task.run(packet);
  }
  checkPriorityAdd(task, packet) {
    if (this.queue === null) {
      this.queue = packet;
      this.markRunnable();
      if (this.priority > task.priority) return this;
    } else this.queue = packet.addTo(this.queue);
    return task;
  }
}

class Packet {
  constructor(link, id, kind) {
    this.link = link;
    this.id = id;
    this.kind = kind;
    this.a1 = 0;
    this.a2 = new Array(DATA_SIZE).fill(0);
  }
  addTo(queue) {
    this.link = null;
    if (queue === null) return this;
    let next = queue;
    while (next.link !== null) next = next.link;
    next.link = this;
    return queue;
  }
}

class IdleTask {
  constructor(scheduler, v1, count) {
    this.scheduler = scheduler;
    this.v1 = v1;
    this.count = count;
  }
  run() {
    this.count--;
    if (this.count === 0) return this.scheduler.holdCurrent();
    if ((this.v1 & 1) === 0) {
      this.v1 >>= 1;
      return this.scheduler.release(DEVICE_A);
    }
    this.v1 = (this.v1 >> 1) ^ 0xd008;
    return this.scheduler.release(DEVICE_B);
  }
}

class DeviceTask {
  constructor(scheduler) {
    this.scheduler = scheduler;
    this.v1 = null;
  }
  run(packet) {
    if (packet === null) {
      if (this.v1 === null) return this.scheduler.suspendCurrent();
      const v = this.v1;
      this.v1 = null;
      return this.scheduler.queue(v);
    }
    this.v1 = packet;
    return this.scheduler.holdCurrent();
  }
}

class WorkerTask {
  constructor(scheduler, v1, v2) {
    this.scheduler = scheduler;
    this.v1 = v1;
    this.v2 = v2;
  }
  run(packet) {
    if (packet === null) return this.scheduler.suspendCurrent();
    this.v1 = this.v1 === HANDLER_A ? HANDLER_B : HANDLER_A;
    packet.id = this.v1;
    packet.a1 = 0;
    for (let index = 0; index < DATA_SIZE; index++) {
      this.v2++;
      if (this.v2 > 26) this.v2 = 1;
      packet.a2[index] = this.v2;
    }
    return this.scheduler.queue(packet);
  }
}

class HandlerTask {
  constructor(scheduler) {
    this.scheduler = scheduler;
    this.v1 = null;
    this.v2 = null;
  }
  run(packet) {
    if (packet !== null) {
      if (packet.kind === WORK_KIND) this.v1 = packet.addTo(this.v1);
      else this.v2 = packet.addTo(this.v2);
    }
    if (this.v1 !== null) {
      const count = this.v1.a1;
      if (count < DATA_SIZE) {
        if (this.v2 !== null) {
          const v = this.v2;
          this.v2 = this.v2.link;
          v.a1 = this.v1.a2[count];
          this.v1.a1 = count + 1;
          return this.scheduler.queue(v);
        }
      } else {
        const v = this.v1;
        this.v1 = this.v1.link;
        return this.scheduler.queue(v);
      }
    }
    return this.scheduler.suspendCurrent();
  }
}

function richards() {
  const scheduler = new Scheduler();
  scheduler.add(IDLE, 0, null, new IdleTask(scheduler, 1, 1000), RUNNING);
  let queue = new Packet(null, WORKER, WORK_KIND);
  queue = new Packet(queue, WORKER, WORK_KIND);
  scheduler.add(WORKER, 1000, queue, new WorkerTask(scheduler, HANDLER_A, 0), SUSPENDED_RUNNABLE);
  for (const [handler, device, priority] of [[HANDLER_A, DEVICE_A, 2000], [HANDLER_B, DEVICE_B, 3000]]) {
    queue = new Packet(null, device, DEVICE_KIND);
    queue = new Packet(queue, device, DEVICE_KIND);
    queue = new Packet(queue, device, DEVICE_KIND);
    scheduler.add(handler, priority, queue, new HandlerTask(scheduler), SUSPENDED_RUNNABLE);
  }
  scheduler.add(DEVICE_A, 4000, null, new DeviceTask(scheduler), SUSPENDED);
  scheduler.add(DEVICE_B, 5000, null, new DeviceTask(scheduler), SUSPENDED);
  scheduler.schedule();
  if (scheduler.queueCount !== 2322 || scheduler.holdCount !== 928) throw new Error(`wrong result: ${scheduler.queueCount} ${scheduler.holdCount}`);
}

exports.richards = (count) => {
  for (let done = 0; done < count; done++) richards();
};
