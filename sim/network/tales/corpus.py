"""Children's tales in simple English, written by a grammar: the text that the model of this folder learns.

A tale has a hero, a friend, a place and a thing, and one of nine plots. Every sentence is one of several; who and what
stay the same to the end. The same seed gives the same tales.
"""

import random
from dataclasses import dataclass

NAMES = {
    "she": "Mia Lily Nora Ada Tess Ruby Ivy Bella Daisy Hazel Luna Poppy Rosa Sally Willa Zoe".split(),
    "he": "Tom Ben Max Sam Otto Finn Hugo Leo Milo Ned Oscar Pip Rufus Toby Victor Walt".split(),
}
KINDS = "cat dog fox bear rabbit mouse frog hedgehog owl duck squirrel badger goat pony robin turtle".split()
TRAITS = "small brave shy kind curious clever cheerful quiet lazy proud gentle hungry sleepy young old".split()
PLACES = {
    "forest": "under the tall trees", "meadow": "in the long grass", "garden": "between the flower beds",
    "village": "behind the old well", "hill": "on the windy top", "lake": "at the muddy shore",
    "farm": "beside the red barn", "river": "near the wooden bridge", "beach": "among the white shells",
    "orchard": "below the apple trees",
}
THINGS = "ball kite bell boat lamp key drum hat scarf basket whistle map spoon blanket coin flute".split()
COLOURS = "red blue green yellow golden silver white purple orange tiny shiny wooden".split()
FOODS = "apple pie,warm bread,honey cake,berry jam,pea soup,cheese,pancakes,roasted nuts,pear juice,carrot stew".split(",")
WEATHER = {
    "sunny": ("The sun was warm", "the sky was blue"), "rainy": ("Rain fell on the leaves", "the paths were wet"),
    "windy": ("The wind was loud", "the leaves danced"), "snowy": ("Snow lay on the ground", "the air was cold"),
    "foggy": ("Fog hid the path", "nobody could see far"), "bright": ("The morning was bright", "the birds sang"),
}
FEELINGS = "happy glad proud thankful calm excited".split()
TIMES = "one day,one morning,one evening,on a Monday,in the spring,last summer,early in the autumn,after breakfast".split(",")


@dataclass
class Hero:
    """Somebody in a tale."""

    name: str
    kind: str
    trait: str
    she: str

    @property
    def her(self) -> str:
        """The possessive."""
        return "her" if self.she == "she" else "his"

    @property
    def obj(self) -> str:
        """The object form."""
        return "her" if self.she == "she" else "him"

    @property
    def a(self) -> str:
        """With an article, a trait and the kind."""
        return f"{article(self.trait)} {self.kind}"


def article(word: str) -> str:
    """A word with its article."""
    return f"{'an' if word[0] in 'aeiou' else 'a'} {word}"


def capital(text: str) -> str:
    """A text that begins with a capital letter."""
    return text[0].upper() + text[1:]


class Tale:
    """One tale: its people and things, and the sentences so far."""

    def __init__(self, rng: random.Random) -> None:
        self.rng = rng
        kinds = rng.sample(KINDS, 3)
        self.h, self.f, self.e = (self._hero(kind) for kind in kinds)
        while self.f.name == self.h.name:
            self.f = self._hero(kinds[1])
        while self.e.name in (self.h.name, self.f.name):
            self.e = self._hero(kinds[2])
        self.place = rng.choice(list(PLACES))
        self.spot = PLACES[self.place]
        self.thing = f"{rng.choice(COLOURS)} {rng.choice(THINGS)}"
        self.short = self.thing.split()[1]
        self.food = rng.choice(FOODS)
        self.weather = rng.choice(list(WEATHER))
        self.parts: list[str] = []

    def _hero(self, kind: str) -> Hero:
        she = self.rng.choice(["she", "he"])
        return Hero(self.rng.choice(NAMES[she]), kind, self.rng.choice(TRAITS), she)

    def say(self, *choices: str) -> None:
        """Adds one of several sentences."""
        self.parts.append(self.rng.choice(choices))

    def maybe(self, chance: float, *choices: str) -> None:
        """Adds one of several sentences, or none."""
        if self.rng.random() < chance:
            self.say(*choices)

    def beginning(self) -> None:
        """Who, where and when."""
        h, time = self.h, self.rng.choice(TIMES)
        first, second = WEATHER[self.weather]
        self.say(
            f"Once upon a time, there was {h.a} named {h.name}.",
            f"Once upon a time, {h.a} lived near the {self.place}. {capital(h.her)} name was {h.name}.",
            f"There once was {h.a} called {h.name} who lived by the {self.place}.",
            f"{h.name} was {h.a}. {capital(h.she)} lived {self.spot}.",
            f"In a little house near the {self.place} lived {h.a}. {capital(h.she)} was called {h.name}.",
        )
        self.maybe(
            0.5,
            f"{h.name} loved to eat {self.food}.",
            f"Every day {h.she} walked to the {self.place} and sang a song.",
            f"{capital(h.she)} had a good friend, {self.f.name} the {self.f.kind}.",
            f"{capital(h.she)} liked to play outside with {h.her} {self.thing}.",
        )
        self.say(
            f"{capital(time)}, {h.name} went to the {self.place}.",
            f"{capital(time)}, {h.she} woke up and looked out of the window. {first} and {second}.",
            f"It was a {self.weather} day. {first} and {second}.",
            f"{first}, and {h.name} wanted to go outside.",
        )

    def meet(self) -> None:
        """The friend comes."""
        h, f = self.h, self.f
        self.say(
            f"Then {h.she} met {f.name}, {article(f.trait)} {f.kind}.",
            f"Just then {f.name} the {f.kind} came down the path.",
            f"{capital(article(f.kind))} named {f.name} sat {self.spot}.",
            f"{h.name} saw {f.name} the {f.kind} and waved.",
        )
        self.say(
            f'"Hello, {h.name}," said {f.name}. "What are you doing?"',
            f'"Good morning," said {f.name}. "You look sad."',
            f'"What is wrong?" asked {f.name}.',
            f'"Can I help you?" asked {f.name}.',
            f'{f.name} smiled and said, "It is good to see you, {h.name}."',
        )

    def ending(self) -> None:
        """How it ends, and what it was good for."""
        h, f, feeling = self.h, self.f, self.rng.choice(FEELINGS)
        self.say(
            f"{h.name} was very {feeling}.",
            f'"Thank you, {f.name}," said {h.name}. "You are a true friend."',
            f"{h.name} gave {f.name} a big hug.",
            f"{capital(h.she)} shared {h.her} {self.food} with {f.name}.",
            f"In the evening they ate {self.food} together.",
        )
        self.maybe(
            0.6,
            f"From that day on, {h.name} and {f.name} were best friends.",
            f"{h.name} learned that it is good to ask for help.",
            f"They laughed and went home before it was dark.",
            f"That night {h.name} slept well and dreamed of the {self.place}.",
            f"And {h.she} never forgot that day.",
            f"{h.name} learned that a friend is better than any {self.short}.",
        )
        self.maybe(0.3, "The end.", "They lived happily ever after.", "It was the best day of all.")

    def lost(self) -> None:
        """Something is lost and found."""
        h, f, e = self.h, self.f, self.e
        self.say(
            f"But {h.name} could not find {h.her} {self.thing}.",
            f"Suddenly {h.she} saw that {h.her} {self.thing} was gone.",
            f'"Oh no," cried {h.name}. "I have lost my {self.thing}!"',
        )
        self.maybe(
            0.7,
            f"{capital(h.she)} looked under the bed, but it was not there.",
            f"{capital(h.she)} looked everywhere and began to cry.",
            f"{capital(h.she)} asked {e.name} the {e.kind}, but {e.she} had not seen it.",
        )
        self.meet()
        self.say(
            f'"I have lost my {self.short}," said {h.name}.',
            f'"My {self.thing} is gone," {h.name} answered.',
            f"{h.name} told {f.obj} about the {self.short}.",
        )
        self.say(
            f'"Let us look for it together," said {f.name}.',
            f'{f.name} said, "Do not worry. We will find it."',
        )
        self.say(
            f"They looked {self.spot}, and there was the {self.short}.",
            f"They walked around the {self.place} two times. At last {f.name} saw something {self.thing.split()[0]} {self.spot}. It was the {self.short}!",
            f"{e.name} the {e.kind} had found the {self.short} and gave it back with a smile.",
        )

    def storm(self) -> None:
        """A storm comes, and somebody has a dry place."""
        h, f = self.h, self.f
        self.say("But soon dark clouds came.", "Then the sky turned grey.", "All at once there was thunder.")
        self.say(
            f"{h.name} was afraid of the storm.",
            f"The rain was so strong that {h.name} could not see the way home.",
            f"{capital(h.she)} ran and ran, but {h.she} was soon wet and cold.",
        )
        self.meet()
        self.say(
            f'"Come into my house," said {f.name}. "It is warm and dry."',
            f'"I know a cave near the {self.place}," said {f.name}. "Come with me."',
        )
        self.say(
            f"They sat by the fire, ate {self.food} and told stories until the storm was over.",
            f"Inside, {f.name} lit a candle and they played with a {self.thing}.",
            f"They waited together and listened to the rain.",
        )
        self.maybe(0.6, "In the morning the sun came out again.", f"Then a rainbow stood over the {self.place}.")

    def build(self) -> None:
        """They build something."""
        h, f = self.h, self.f
        work = self.rng.choice(["a boat", "a bridge", "a tree house", "a sandcastle", "a snowman", "a little cart"])
        self.say(
            f"{h.name} wanted to build {work}.",
            f'"I will build {work}," said {h.name}.',
            f"{capital(h.she)} had a plan: {h.she} would build {work}.",
        )
        self.say(
            f"But it was too hard for one {h.kind}.",
            f"{capital(h.she)} worked all day, but it fell down.",
            f"{capital(h.she)} had no wood and no rope.",
        )
        self.meet()
        self.say(
            f'"I can bring wood," said {f.name}, "and you can hold the rope."',
            f'"Two can do more than one," said {f.name}.',
        )
        self.say(
            f"They worked side by side, and when the sun went down, they had {work}.",
            f"{f.name} carried the heavy parts and {h.name} tied them together. Soon they had {work}.",
            f"After three days they had built {work}, the best of the whole {self.place}.",
        )
        self.maybe(0.5, f"They put a {self.thing} on top of it.", "Everybody came to look at it.")

    def contest(self) -> None:
        """A race or a contest."""
        h, f, e = self.h, self.f, self.e
        contest = self.rng.choice(["a race", "a singing contest", "a jumping contest", "a baking contest"])
        self.say(
            f"There was {contest} at the {self.place}, and the prize was a {self.thing}.",
            f"All the animals came to the {self.place} for {contest}.",
        )
        self.say(
            f'"I will win," said {e.name} the {e.kind}. {capital(e.she)} was very proud.',
            f"{e.name} the {e.kind} laughed at {h.name}. \"You are too {h.trait},\" {e.she} said.",
        )
        self.meet()
        self.say(
            f'"I am afraid," said {h.name}. "Just do your best," said {f.name}.',
            f'{f.name} helped {h.obj} every day, and {h.name} got better and better.',
        )
        self.say(
            f"When the day came, {h.name} did not give up. {capital(h.she)} won the {self.short}!",
            f"{e.name} won, but {e.she} said, \"{h.name}, you were very good.\"",
            f"{e.name} stopped to rest and fell asleep, and so {h.name} won.",
        )

    def helping(self) -> None:
        """Somebody needs help."""
        h, f = self.h, self.f
        self.say(
            f"{capital(h.she)} heard a small voice. \"Help!\" it cried.",
            f"Near the {self.place} {h.she} heard somebody crying.",
        )
        trouble = self.rng.choice(
            ["was stuck in the mud", "had hurt a leg", "had fallen into a hole", "could not get down from a tree"]
        )
        self.say(f"It was {f.name} the {f.kind}, who {trouble}.", f"There was {f.name}, {f.a}, who {trouble}.")
        self.say(
            f'"Wait, I will help you," said {h.name}.',
            f'"Do not be afraid," said {h.name}. "I am here."',
        )
        self.say(
            f"{capital(h.she)} took a long stick and pulled as hard as {h.she} could.",
            f"{capital(h.she)} ran to the village and came back with a rope and a {self.thing}.",
            f"{capital(h.she)} called {self.e.name} the {self.e.kind}, and together they were strong enough.",
        )
        self.say(f"At last {f.name} was safe.", f"{f.name} was free again and smiled.")

    def wish(self) -> None:
        """A wish, and somebody who knows how."""
        h, f = self.h, self.f
        wish = self.rng.choice(["fly", "swim", "read", "sing", "dance", "climb the highest tree", "count the stars"])
        self.say(f"{h.name} wished {h.she} could {wish}.", f'"I wish I could {wish}," said {h.name}.')
        self.say(
            f"{capital(h.she)} tried and tried, but it did not work.",
            f"The others said that {article(h.kind)} could not {wish}.",
        )
        self.meet()
        self.say(
            f'"I can teach you to {wish}," said {f.name}.',
            f'"Nobody can {wish} on the first day," said {f.name}. "Try again."',
        )
        self.say(
            f"Every morning they met at the {self.place}. After a week {h.name} could {wish}!",
            f"{h.name} tried one more time, and it worked.",
            f"It took a long time, but in the end {h.name} learned to {wish}.",
        )

    def secret(self) -> None:
        """Something that was hidden."""
        h, f = self.h, self.f
        self.say(
            f"{self.spot.capitalize()} {h.she} found an old box.",
            f"{h.name} found a secret door {self.spot}.",
            f"There {h.she} found a map with a cross on it.",
        )
        self.say(f"{capital(h.she)} did not know what to do.", f"What could it be? {capital(h.she)} was very curious.")
        self.meet()
        self.say(
            f'"Look what I have found," said {h.name}.',
            f'"It is a secret," said {h.name}, "but I will show you."',
        )
        self.say(
            f"Inside they found a {self.thing}.",
            f"They dug and dug until they found a {self.thing} and a letter. \"For a good friend,\" it said.",
        )
        self.maybe(0.6, f"They took turns to play with the {self.short}.", f"{h.name} gave the {self.short} to {f.name}.")

    def journey(self) -> None:
        """A way to somebody who is far away."""
        h, f, e = self.h, self.f, self.e
        self.say(
            f"{h.name} wanted to visit {h.her} grandmother behind the {self.place}.",
            f"{capital(h.her)} aunt had written a letter: \"Please bring me a {self.thing}.\"",
        )
        self.say(f"{capital(h.she)} took {self.food} and began to walk.", f"It was a long way, and {h.she} was alone.")
        self.meet()
        self.say(
            f'"I am going far away," said {h.name}. "I will come with you," said {f.name}.',
            f'"I do not know the way," said {h.name}. "I know it well," said {f.name}.',
        )
        self.say(
            f"They crossed the river and climbed the hill. {e.name} the {e.kind} showed them a short path.",
            f"They walked all day and slept {self.spot}.",
            f"On the way they sang songs, so the way was not long at all.",
        )
        self.say("At last they saw the house. There was light in the window.", "In the evening they were there.")

    def party(self) -> None:
        """A birthday."""
        h, f, e = self.h, self.f, self.e
        self.say(f"It was {h.her} birthday, but nobody came.", f"Today was the birthday of {h.name}.")
        self.say(f"{capital(h.she)} thought that all had forgotten it.", f"{capital(h.she)} sat alone and was sad.")
        self.meet()
        self.say(
            f'"Come with me," said {f.name}. "I want to show you something."',
            f'"Close your eyes," said {f.name}.',
        )
        self.say(
            f"{self.spot.capitalize()} stood a table with {self.food}, and all friends were there. \"Happy birthday!\" they cried.",
            f"{e.name} the {e.kind} came with {self.food}, and {f.name} gave {h.obj} a {self.thing}.",
        )
        self.maybe(0.5, "They danced until the moon was up.", f"{h.name} could not stop smiling.")

    def text(self) -> str:
        """The whole tale."""
        self.beginning()
        plots = [
            self.lost, self.storm, self.build, self.contest, self.helping, self.wish, self.secret, self.journey, self.party,
        ]
        self.rng.choice(plots)()
        self.ending()
        return " ".join(self.parts)


def tales(seed: int, count: int) -> list[str]:
    """So many tales of a seed."""
    rng = random.Random(seed)
    return [Tale(rng).text() for _ in range(count)]


if __name__ == "__main__":
    print("\n\n".join(tales(1, 5)))
