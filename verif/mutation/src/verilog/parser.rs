//! Modules and their items.

use super::SyntaxError;
use super::token::{Kind, Span, Token, tokens};
use super::tree::{Declaration, Expression, Form, Instance, Item, Module, Parameter, Sort};

pub(super) type Result<T> = std::result::Result<T, SyntaxError>;

/// Reads the one module of a text.
pub fn parse(text: &str) -> Result<Module> {
    let mut parser = Parser::of(text)?;
    let module = parser.module()?;
    if parser.kind() == &Kind::End { Ok(module) } else { parser.refuse("the end of the text") }
}

/// Reads tokens from first to last.
pub(super) struct Parser<'a> {
    text: &'a str,
    tokens: Vec<Token>,
    at: usize,
    /// How many `begin`s of `generate` blocks are open.
    depth: usize,
}

/// What a declaration says before its names.
struct Head {
    sort: Sort,
    signed: bool,
    range: Option<[Expression; 2]>,
}

impl<'a> Parser<'a> {
    pub(super) fn of(text: &'a str) -> Result<Self> {
        Ok(Self { text, tokens: tokens(text)?, at: 0, depth: 0 })
    }
}

impl Parser<'_> {
    pub(super) fn kind(&self) -> &Kind {
        &self.tokens[self.at].kind
    }

    /// Where the next token begins.
    pub(super) fn start(&self) -> usize {
        self.tokens[self.at].span.start
    }

    /// Where the last token that was read ends.
    pub(super) fn end(&self) -> usize {
        self.tokens[self.at.saturating_sub(1)].span.end
    }

    pub(super) fn refuse<T>(&self, wanted: &str) -> Result<T> {
        let span = self.tokens[self.at].span.clone();
        let found = if span.is_empty() { "the end of the text" } else { &self.text[span.clone()] };
        Err(SyntaxError::at(self.text, span.start, format!("expected {wanted}, found `{found}`")))
    }

    /// Steps over the next token and hands it out; never over the end.
    pub(super) fn next(&mut self) -> Token {
        let token = self.tokens[self.at].clone();
        self.at = (self.at + 1).min(self.tokens.len() - 1);
        token
    }

    pub(super) fn sees(&self, symbol: &str) -> bool {
        matches!(self.kind(), Kind::Symbol(found) if *found == symbol)
    }

    pub(super) fn sees_word(&self, word: &str) -> bool {
        matches!(self.kind(), Kind::Word(found) if found == word)
    }

    /// Steps over a symbol if it comes next.
    pub(super) fn takes(&mut self, symbol: &str) -> bool {
        let found = self.sees(symbol);
        if found {
            self.next();
        }
        found
    }

    /// Steps over a keyword if it comes next.
    pub(super) fn takes_word(&mut self, word: &str) -> bool {
        let found = self.sees_word(word);
        if found {
            self.next();
        }
        found
    }

    pub(super) fn expect(&mut self, symbol: &str) -> Result<()> {
        if self.takes(symbol) { Ok(()) } else { self.refuse(&format!("`{symbol}`")) }
    }

    pub(super) fn expect_word(&mut self, word: &str) -> Result<()> {
        if self.takes_word(word) { Ok(()) } else { self.refuse(&format!("`{word}`")) }
    }

    pub(super) fn name(&mut self) -> Result<(String, Span)> {
        match self.kind().clone() {
            Kind::Word(name) => Ok((name, self.next().span)),
            _ => self.refuse("a name"),
        }
    }

    /// Steps over `(* … *)`.
    fn skip_attributes(&mut self) {
        while self.takes("(*") {
            while !self.takes("*)") && self.kind() != &Kind::End {
                self.next();
            }
        }
    }

    fn module(&mut self) -> Result<Module> {
        self.skip_attributes();
        self.expect_word("module")?;
        let (name, _) = self.name()?;
        let mut module =
            Module { name, parameters: vec![], declarations: vec![], items: vec![], ports_end: self.start() };
        if self.takes("#") {
            self.expect("(")?;
            while !self.takes(")") {
                self.takes_word("parameter");
                self.parameter(&mut module)?;
                self.takes(",");
            }
        }
        self.expect("(")?;
        let mut head = None;
        while !self.sees(")") {
            head = self.head()?.or(head);
            let Some(head) = &head else { return self.refuse("the direction of a port") };
            self.declared(head, &mut module)?;
            self.takes(",");
        }
        module.ports_end = self.start();
        self.expect(")")?;
        self.expect(";")?;
        module.items = self.items("endmodule", &mut module)?;
        Ok(module)
    }

    /// `[signed] [range] name = value`.
    fn parameter(&mut self, module: &mut Module) -> Result<()> {
        let _ = self.takes_word("integer") || self.takes_word("signed");
        self.range()?;
        let (name, _) = self.name()?;
        self.expect("=")?;
        let value = self.expression()?;
        module.parameters.push(Parameter { name, value });
        Ok(())
    }

    /// Direction, kind and range of what is declared next; none if no declaration begins here.
    fn head(&mut self) -> Result<Option<Head>> {
        let Kind::Word(word) = self.kind() else { return Ok(None) };
        let sort = match word.as_str() {
            "input" => Sort::Input,
            "output" => Sort::Output,
            "wire" => Sort::Wire,
            "reg" => Sort::Register,
            "integer" | "genvar" => Sort::Counter,
            _ => return Ok(None),
        };
        self.next();
        if matches!(sort, Sort::Input | Sort::Output) {
            let _ = self.takes_word("wire") || self.takes_word("reg");
        }
        let signed = self.takes_word("signed");
        Ok(Some(Head { sort, signed, range: self.range()? }))
    }

    /// `[high:low]` if it comes next.
    fn range(&mut self) -> Result<Option<[Expression; 2]>> {
        if !self.takes("[") {
            return Ok(None);
        }
        let high = self.expression()?;
        self.expect(":")?;
        let low = self.expression()?;
        self.expect("]")?;
        Ok(Some([high, low]))
    }

    /// A name that is declared, and the bounds of its words.
    fn declared(&mut self, head: &Head, module: &mut Module) -> Result<Expression> {
        let (name, span) = self.name()?;
        let words = self.range()?;
        let Head { sort, signed, range } = head;
        module.declarations.push(Declaration {
            span: span.clone(),
            name: name.clone(),
            sort: *sort,
            signed: *signed,
            range: range.clone(),
            words,
            nested: self.depth > 0,
        });
        Ok(Expression { span, kind: Form::Name { name, selects: vec![] } })
    }

    /// Items up to a keyword, which is stepped over.
    fn items(&mut self, end: &str, module: &mut Module) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        while !self.takes_word(end) {
            items.extend(self.item(module)?);
        }
        Ok(items)
    }

    fn item(&mut self, module: &mut Module) -> Result<Vec<Item>> {
        self.skip_attributes();
        let start = self.start();
        if let Some(head) = self.head()? {
            return self.declaration(start, &head, module);
        }
        if self.takes_word("localparam") || self.takes_word("parameter") {
            self.parameter(module)?;
            while self.takes(",") {
                self.parameter(module)?;
            }
            self.expect(";")?;
            return Ok(vec![]);
        }
        if self.takes_word("assign") {
            let target = self.primary()?;
            self.expect("=")?;
            let value = self.expression()?;
            self.expect(";")?;
            return Ok(vec![Item::Assign { span: start..self.end(), target, value, declares: false }]);
        }
        if self.takes_word("always") {
            self.expect("@")?;
            let clocked = self.sensitivity()?;
            return Ok(vec![Item::Always { clocked, body: self.statement()? }]);
        }
        if self.takes_word("generate") {
            return Ok(vec![Item::Items(self.items("endgenerate", module)?)]);
        }
        if self.takes_word("for") {
            self.loop_head()?;
            return self.item(module);
        }
        if self.takes_word("if") {
            self.expect("(")?;
            let condition = self.expression()?;
            self.expect(")")?;
            let then = self.item(module)?;
            let otherwise = if self.takes_word("else") { self.item(module)? } else { vec![] };
            return Ok(vec![Item::Branch(condition, [then, otherwise])]);
        }
        if self.takes_word("begin") {
            if self.takes(":") {
                self.name()?;
            }
            self.depth += 1;
            let items = self.items("end", module)?;
            self.depth -= 1;
            return Ok(vec![Item::Items(items)]);
        }
        if matches!(self.kind(), Kind::Word(_)) {
            return Ok(vec![self.instance(start)?]);
        }
        self.refuse("a declaration, `assign`, `always`, an instance or `endmodule`")
    }

    /// The names of a declaration; a wire may be declared with its value.
    fn declaration(&mut self, start: usize, head: &Head, module: &mut Module) -> Result<Vec<Item>> {
        let mut items = Vec::new();
        loop {
            let target = self.declared(head, module)?;
            if self.takes("=") {
                items.push((target, self.expression()?));
            }
            if !self.takes(",") {
                break;
            }
        }
        self.expect(";")?;
        if items.len() > 1 {
            return self.refuse("one wire per declaration that gives it a value");
        }
        let span = start..self.end();
        Ok(items
            .into_iter()
            .map(|(target, value)| Item::Assign { span: span.clone(), target, value, declares: true })
            .collect())
    }

    /// `*`, `(*)` or edges: whether there are edges.
    fn sensitivity(&mut self) -> Result<bool> {
        if self.takes("*") {
            return Ok(false);
        }
        self.expect("(")?;
        // The lexer has read the star of `(*)` as the end of an attribute.
        if self.takes("*)") {
            return Ok(false);
        }
        let mut clocked = false;
        while !self.takes(")") {
            if self.kind() == &Kind::End {
                return self.refuse("`)`");
            }
            clocked |= self.sees_word("posedge") || self.sees_word("negedge");
            self.next();
        }
        Ok(clocked)
    }

    /// `(i = 0; i < n; i = i + 1)`.
    pub(super) fn loop_head(&mut self) -> Result<()> {
        self.expect("(")?;
        self.primary()?;
        self.expect("=")?;
        self.expression()?;
        self.expect(";")?;
        self.expression()?;
        self.expect(";")?;
        self.primary()?;
        self.expect("=")?;
        self.expression()?;
        self.expect(")")
    }

    fn instance(&mut self, start: usize) -> Result<Item> {
        let (module, _) = self.name()?;
        if self.takes("#") {
            self.connections()?;
        }
        self.name()?;
        let connections = self.connections()?;
        let end = self.tokens[self.at - 1].span.start;
        self.expect(";")?;
        Ok(Item::Instance(Instance { span: start..self.end(), module, connections, end }))
    }

    /// `(.a (x), .b ())`.
    fn connections(&mut self) -> Result<Vec<(String, Option<Expression>)>> {
        self.expect("(")?;
        let mut connections = Vec::new();
        while !self.takes(")") {
            self.expect(".")?;
            let (port, _) = self.name()?;
            self.expect("(")?;
            let connected = if self.sees(")") { None } else { Some(self.expression()?) };
            self.expect(")")?;
            connections.push((port, connected));
            if !self.sees(")") {
                self.expect(",")?;
            }
        }
        Ok(connections)
    }
}
