//! Writes FlatBuffers from a tree of tables: small TFLite files with anything wrong in them.

/// What a field of a table holds.
#[derive(Clone, Debug)]
pub enum Value {
    /// A number's little-endian bytes.
    Number(Vec<u8>),
    /// A vector: number of elements and their bytes; a string too.
    Vector(usize, Vec<u8>),
    /// A table.
    Table(Table),
    /// A vector of tables.
    Tables(Vec<Table>),
}

/// Fields by number.
pub type Table = Vec<(usize, Value)>;

pub fn byte(value: i8) -> Value {
    Value::Number(value.to_le_bytes().to_vec())
}

pub fn int(value: i32) -> Value {
    Value::Number(value.to_le_bytes().to_vec())
}

pub fn ints(values: &[i32]) -> Value {
    Value::Vector(values.len(), values.iter().flat_map(|value| value.to_le_bytes()).collect())
}

pub fn longs(values: &[i64]) -> Value {
    Value::Vector(values.len(), values.iter().flat_map(|value| value.to_le_bytes()).collect())
}

pub fn floats(values: &[f32]) -> Value {
    Value::Vector(values.len(), values.iter().flat_map(|value| value.to_le_bytes()).collect())
}

pub fn bytes(values: &[u8]) -> Value {
    Value::Vector(values.len(), values.to_vec())
}

/// The file with this root.
pub fn write(root: &Table) -> Vec<u8> {
    let mut file = [&[0; 4][..], b"TFL3"].concat();
    let position = table(&mut file, root);
    point(&mut file, 0, position);
    file
}

/// Lets the offset at `from` lead to `to`.
fn point(file: &mut [u8], from: usize, to: usize) {
    file[from..from + 4].copy_from_slice(&u32::try_from(to - from).expect("a small file").to_le_bytes());
}

fn table(file: &mut Vec<u8>, fields: &Table) -> usize {
    let count = fields.iter().map(|(field, _)| field + 1).max().unwrap_or(0);
    let vtable_length = 4 + 2 * count;
    let mut offsets = vec![0_u16; count];
    let mut body = Vec::new();
    let mut references = Vec::new();
    for (field, value) in fields {
        offsets[*field] = u16::try_from(4 + body.len()).expect("a small table");
        match value {
            Value::Number(bytes) => body.extend_from_slice(bytes),
            reference => {
                references.push((body.len(), reference));
                body.extend_from_slice(&[0; 4]);
            }
        }
    }
    let short = |length: usize| u16::try_from(length).expect("a small table").to_le_bytes();
    file.extend_from_slice(&short(vtable_length));
    file.extend_from_slice(&short(4 + body.len()));
    offsets.iter().for_each(|offset| file.extend_from_slice(&offset.to_le_bytes()));
    let position = file.len();
    file.extend_from_slice(&i32::try_from(vtable_length).expect("a small table").to_le_bytes());
    file.extend_from_slice(&body);
    for (offset, reference) in references {
        let target = value(file, reference);
        point(file, position + 4 + offset, target);
    }
    position
}

fn value(file: &mut Vec<u8>, value: &Value) -> usize {
    match value {
        Value::Number(bytes) => {
            file.extend_from_slice(bytes);
            file.len() - bytes.len()
        }
        Value::Vector(length, bytes) => {
            let position = file.len();
            file.extend_from_slice(&u32::try_from(*length).expect("a small vector").to_le_bytes());
            file.extend_from_slice(bytes);
            position
        }
        Value::Table(fields) => table(file, fields),
        Value::Tables(tables) => {
            let position = file.len();
            file.extend_from_slice(&u32::try_from(tables.len()).expect("a small vector").to_le_bytes());
            file.resize(position + 4 + 4 * tables.len(), 0);
            for (index, fields) in tables.iter().enumerate() {
                let target = table(file, fields);
                point(file, position + 4 + 4 * index, target);
            }
            position
        }
    }
}
