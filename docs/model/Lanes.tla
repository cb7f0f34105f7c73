------------------------------- MODULE Lanes -------------------------------
(* How libs/counter counts the visits of one name: services send batches through lanes to a Redis *)
(* that may lose what it has not secured yet. README.md says what is left out.                    *)
EXTENDS Naturals, Sequences, FiniteSets, TLC

CONSTANTS
  Services,
  LaneIds,     \* the lanes of each service
  MaxVisits,
  MaxCrashes,  \* of Redis: it goes on from what was secured
  MaxKills,    \* of services: each starts again at once
  Kept,        \* Redis confirms only what is secured: on its disk, or on a replica by WAIT
  Mistake      \* what the code does wrong, or "none"

VARIABLES
  master, safe,     \* what Redis holds, and what it would hold after a crash: its disk or its replica
  log,              \* states of the master that are not secured yet
  applied, secured, \* how many states the master went through, and how many of them are secured
  wire, answers,    \* copies of requests and answers, any of which may arrive at any later time, twice, or never
  lane,             \* of each lane: its session, the number of its batch, whether it waits for the answer,
                    \* the floor it was first sent with, and the highest number given when its visit began
  floors,           \* of each service: the highest total it knows
  snapshot,         \* the total in MySQL
  visits, unknown,  \* visits that began, and those whose service was killed before their answer
  given,            \* numbers that were answered
  broken,           \* promises that an answer broke
  crashes, kills

redis == <<master, safe, log, applied, secured, crashes>>
network == <<wire, answers>>
services == <<lane, floors, kills>>
visitors == <<visits, unknown, given, broken>>
vars == <<redis, network, services, visitors, snapshot>>

Lanes == Services \X LaneIds
Max(numbers) == CHOOSE n \in numbers \cup {0} : \A m \in numbers : m <= n
NoRecord == [n |-> 0, total |-> 0]
Empty == [count |-> 0, record |-> [key \in Lanes \X (0..MaxKills) |-> NoRecord]]
Idle == [session |-> 0, n |-> 0, busy |-> FALSE, floor |-> 0, above |-> 0]
LanesOf(s) == {l \in Lanes : l[1] = s}

Init ==
  /\ master = Empty /\ safe = Empty /\ log = <<>> /\ applied = 0 /\ secured = 0 /\ crashes = 0
  /\ wire = {} /\ answers = {}
  /\ lane = [l \in Lanes |-> Idle] /\ floors = [s \in Services |-> 0] /\ kills = 0
  /\ visits = 0 /\ unknown = 0 /\ given = {} /\ broken = {}
  /\ snapshot = 0

\* The record that a request is compared with: lane and session.
KeyOf(l) == <<IF Mistake = "shared-record" THEN CHOOSE k \in LanesOf(l[1]) : TRUE ELSE l, lane[l].session>>
NextNumber(l) == 1 + IF Mistake = "shared-record" THEN Max({lane[k].n : k \in LanesOf(l[1])}) ELSE lane[l].n

Request(l, n, floor) == [l |-> l, key |-> KeyOf(l), n |-> n, floor |-> floor]

Visit(l) ==
  /\ ~lane[l].busy /\ visits < MaxVisits
  /\ visits' = visits + 1
  /\ LET floor == floors[l[1]] n == NextNumber(l)
     IN /\ lane' = [lane EXCEPT ![l] = [@ EXCEPT !.n = n, !.busy = TRUE, !.floor = floor, !.above = Max(given)]]
        /\ wire' = wire \cup {Request(l, n, floor)}
  /\ UNCHANGED <<redis, answers, floors, kills, unknown, given, broken, snapshot>>

\* After a broken connection, a deadline, or a WAIT that came back short.
Resend(l) ==
  /\ lane[l].busy
  /\ wire' = wire \cup {Request(l, lane[l].n, IF Mistake = "old-floors" THEN lane[l].floor ELSE floors[l[1]])}
  /\ UNCHANGED <<redis, answers, services, visitors, snapshot>>

Awaited(a) == lane[a.l].busy /\ lane[a.l].n = a.n /\ lane[a.l].session = a.session

\* count.script.ts
Execute(m) ==
  LET record == master.record[m.key]
      again == record.n >= m.n /\ Mistake # "no-record"
      floor == IF Mistake = "floors-ignored" THEN 0 ELSE m.floor
      total == IF again THEN record.total ELSE Max({master.count, floor}) + 1
      next == [count |-> total, record |-> [master.record EXCEPT ![m.key] = [n |-> m.n, total |-> total]]]
  IN /\ IF again THEN UNCHANGED <<master, log, applied>>
        ELSE master' = next /\ log' = Append(log, next) /\ applied' = applied + 1
     \* WAIT is about all that was written before, as long as the request writes something itself.
     /\ LET at == IF again /\ Mistake = "repetition-writes-nothing" THEN 0 ELSE applied'
            answer == [l |-> m.l, session |-> m.key[2], n |-> m.n, total |-> total, at |-> at]
        IN answers' = IF Awaited(answer) THEN answers \cup {answer} ELSE answers
     /\ UNCHANGED <<safe, secured, crashes, wire, services, visitors, snapshot>>

Receive(a) ==
  /\ Awaited(a)
  /\ (Kept /\ Mistake # "unconfirmed-numbers") => a.at <= secured
  /\ lane' = [lane EXCEPT ![a.l] = [@ EXCEPT !.busy = FALSE, !.floor = 0, !.above = 0]]
  /\ floors' = [floors EXCEPT ![a.l[1]] = Max({@, a.total})]
  /\ answers' = {b \in answers : b.l # a.l}
  /\ given' = given \cup {a.total}
  /\ broken' = broken
       \cup (IF a.total \in given THEN {"once"} ELSE {})
       \cup (IF a.total \in given /\ a.total <= lane[a.l].floor THEN {"snapshot"} ELSE {})
       \cup (IF a.total <= lane[a.l].above THEN {"order"} ELSE {})
  /\ UNCHANGED <<redis, wire, kills, visits, unknown, snapshot>>

Secure ==
  /\ log # <<>>
  /\ safe' = Head(log) /\ log' = Tail(log) /\ secured' = secured + 1
  /\ UNCHANGED <<master, applied, crashes, network, services, visitors, snapshot>>

\* A kill of the only Redis, or a fail-over. Connections break. Answers that were confirmed may still be read; without
\* confirmation there is one service only, which reads what its connection holds before it dials again.
Crash ==
  /\ crashes < MaxCrashes /\ crashes' = crashes + 1
  /\ master' = safe /\ applied' = secured /\ log' = <<>>
  /\ wire' = {} /\ answers' = IF Kept THEN {a \in answers : a.at <= secured} ELSE {}
  /\ UNCHANGED <<safe, secured, services, visitors, snapshot>>

Evict(key) ==
  /\ Mistake = "records-evicted" /\ master.record[key] # NoRecord
  /\ master' = [master EXCEPT !.record[key] = NoRecord]
  /\ applied' = applied + 1 /\ log' = Append(log, master')
  /\ UNCHANGED <<safe, secured, crashes, network, services, visitors, snapshot>>

\* A turn of snapshot.service.ts: what the service knows, and what it reads.
Save(s) ==
  LET read == Max({floors[s], IF Kept /\ Mistake # "unconfirmed-snapshot" THEN safe.count ELSE master.count})
  IN /\ snapshot' = Max({snapshot, read}) /\ floors' = [floors EXCEPT ![s] = read]
     /\ <<snapshot', floors'>> # <<snapshot, floors>>
     /\ UNCHANGED <<redis, network, lane, kills, visitors>>

Load(s) ==
  /\ floors[s] < snapshot
  /\ floors' = [floors EXCEPT ![s] = snapshot]
  /\ UNCHANGED <<redis, network, lane, kills, visitors, snapshot>>

Kill(s) ==
  /\ kills < MaxKills /\ kills' = kills + 1
  /\ unknown' = unknown + Cardinality({l \in LanesOf(s) : lane[l].busy})
  /\ lane' = [l \in Lanes |-> IF l[1] = s THEN [Idle EXCEPT !.session = lane[l].session + 1] ELSE lane[l]]
  /\ floors' = [floors EXCEPT ![s] = snapshot]
  /\ answers' = {a \in answers : a.l[1] # s}
  /\ UNCHANGED <<redis, wire, visits, given, broken, snapshot>>

Next ==
  \/ \E l \in Lanes : Visit(l) \/ Resend(l)
  \/ \E m \in wire : Execute(m)
  \/ \E a \in answers : Receive(a)
  \/ \E s \in Services : Save(s) \/ Load(s) \/ Kill(s)
  \/ \E key \in DOMAIN master.record : Evict(key)
  \/ Secure \/ Crash

Spec == Init /\ [][Next]_vars
Symmetry == Permutations(Services) \cup Permutations(LaneIds)

\* The promises of docs/reliability.md.

\* Where counting goes on from: what a reading of the counts shows, too.
Highest == Max({master.count} \cup {floors[s] : s \in Services})
Settled == \A l \in Lanes : ~lane[l].busy

\* 1. A number that was answered is answered to nobody else, and not before a lower one to a later visit;
AnsweredOnce == "once" \notin broken
InOrder == "order" \notin broken
\* it is not lost, so that no reading is below it.
NotLost == \A n \in given : n <= safe.count
\* 2. A visit that was answered is counted, and no more than once.
Counted == Settled => visits - unknown <= Highest
CountedOnce == Highest <= visits
\* 3. What a service had loaded from the snapshot, or saved in it, when a visit began comes twice in no case.
AboveSnapshot == "snapshot" \notin broken
=============================================================================
