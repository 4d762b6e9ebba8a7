"""A Slurm of several nodes on this host, for a test: own ports, own folder, no root, no munge."""
import contextlib
import getpass
import os
import pathlib
import shutil
import signal
import socket
import subprocess
import time

SEARCH = os.pathsep.join([os.environ.get("PATH", ""), "/usr/sbin", "/sbin"])
COMMANDS = ("slurmctld", "slurmd", "sbatch", "scontrol", "squeue", "scancel", "sinfo")

CONFIGURATION = """ClusterName=sandbox
SlurmctldHost={host}(127.0.0.1)
SlurmUser={user}
SlurmdUser={user}
AuthType=auth/none
CredType=cred/none
AuthInfo=cred_expire=5
SlurmctldPort={port}
StateSaveLocation={folder}/state
SlurmdSpoolDir={folder}/spool/%n
SlurmctldPidFile={folder}/slurmctld.pid
SlurmdPidFile={folder}/slurmd-%n.pid
SlurmctldLogFile={folder}/slurmctld.log
SlurmdLogFile={folder}/slurmd-%n.log
ProctrackType=proctrack/linuxproc
TaskPlugin=task/none
JobAcctGatherType=jobacct_gather/none
AccountingStorageType=accounting_storage/none
MailProg=/bin/true
SwitchType=switch/none
SelectType=select/cons_tres
SelectTypeParameters=CR_Core
ReturnToService=2
SlurmctldTimeout=30
SlurmdTimeout=30
KillWait=5
SchedulerParameters=sched_interval=1,batch_sched_delay=0,sched_min_interval=0,bf_interval=1
"""


def missing_commands():
    return [name for name in COMMANDS if not shutil.which(name, path=SEARCH)]


def wait_for(what, condition, seconds):
    """The first value of `condition` that is true; an error when none comes in time."""
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        value = condition()
        if value:
            return value
        time.sleep(0.1)
    raise TimeoutError(f"{what}: not within {seconds} seconds")


def free_ports(count):
    with contextlib.ExitStack() as stack:
        sockets = [stack.enter_context(socket.socket()) for _ in range(count)]
        for each in sockets:
            each.bind(("127.0.0.1", 0))
        return [each.getsockname()[1] for each in sockets]


class Cluster:
    """Starts with the scope and ends with it, and every process that it started with it."""

    def __init__(self, folder, nodes, cpus):
        self.folder = pathlib.Path(folder)
        self.environment = {**os.environ, "PATH": SEARCH, "SLURM_CONF": str(self.folder / "slurm.conf")}
        self.daemons = {}
        for name in ("state", "spool"):
            (self.folder / name).mkdir(parents=True)
        host = socket.gethostname().split(".")[0]
        controller, *ports = free_ports(nodes + 1)
        text = CONFIGURATION.format(host=host, user=getpass.getuser(), port=controller, folder=self.folder)
        self.nodes = [f"n{i + 1}" for i in range(nodes)]
        for name, port in zip(self.nodes, ports):
            text += f"NodeName={name} NodeHostname={host} NodeAddr=127.0.0.1 Port={port} CPUs={cpus} State=UNKNOWN\n"
        text += "PartitionName=main Nodes=ALL Default=YES MaxTime=INFINITE State=UP\n"
        (self.folder / "slurm.conf").write_text(text)

    def __enter__(self):
        try:
            self.start("slurmctld")
            wait_for("the controller", lambda: "is UP" in self.ask("scontrol", "ping"), 30)
            for node in self.nodes:
                self.start(node)
            idle = lambda: len(set(self.ask("sinfo", "-hN", "-t", "idle", "-o", "%N").split())) == len(self.nodes)
            wait_for("the nodes", idle, 30)
        except BaseException:
            self.__exit__()
            raise
        return self

    def __exit__(self, *_):
        if "slurmctld" in self.daemons:
            self.ask("scancel", "--me")
        self.end_jobs(signal.SIGKILL)
        for name in list(self.daemons):
            self.stop(name, signal.SIGTERM)

    def start(self, name):
        words = ["slurmctld", "-D"] if name == "slurmctld" else ["slurmd", "-D", "-N", name]
        with open(self.folder / f"{name}.out", "ab") as out:
            self.daemons[name] = subprocess.Popen(words, env=self.environment, stdin=subprocess.DEVNULL, stdout=out,
                                                  stderr=out, start_new_session=True)

    def stop(self, name, with_signal):
        daemon = self.daemons.pop(name)
        daemon.send_signal(with_signal)
        try:
            daemon.wait(timeout=10)
        except subprocess.TimeoutExpired:
            daemon.kill()
            daemon.wait()

    def ask(self, *words):
        """What a command prints; empty where it fails, as while the controller is away."""
        done = subprocess.run(words, env=self.environment, capture_output=True, text=True, timeout=60)
        return done.stdout if done.returncode == 0 else ""

    def queue(self):
        """Lines of the queue, or None while nobody answers."""
        done = subprocess.run(["squeue", "-h", "-r", "-o", "%F_%K %T"], env=self.environment, capture_output=True,
                              text=True, timeout=60)
        return done.stdout.split("\n")[:-1] if done.returncode == 0 else None

    def remembers(self, script):
        """Whether a controller that is killed would know of a job: its state is written every few seconds."""
        state = self.folder / "state/job_state"
        return state.exists() and script.encode() in state.read_bytes()

    def processes(self):
        """The programs of all jobs of this cluster, each (pid, environment)."""
        mark = f"SLURM_CONF={self.folder}/slurm.conf".encode()
        found = []
        for path in pathlib.Path("/proc").glob("[0-9]*/environ"):
            try:
                variables = path.read_bytes().split(b"\0")
            except OSError:  # it has ended, or is somebody else's
                continue
            if mark not in variables:
                continue
            values = dict(v.decode(errors="replace").split("=", 1) for v in variables if b"=" in v)
            if "SLURM_JOB_ID" in values:
                found.append((int(path.parent.name), values))
        return found

    def end_jobs(self, with_signal):
        for pid, _ in self.processes():
            with contextlib.suppress(ProcessLookupError):
                os.kill(pid, with_signal)

    def logs(self):
        """The ends of all logs, for whoever has to find out why a test failed."""
        text = ""
        for path in sorted(self.folder.glob("*.log")) + sorted(self.folder.glob("*.out")):
            text += f"--- {path.name}\n" + "\n".join(path.read_text(errors="replace").split("\n")[-15:])
        return text
