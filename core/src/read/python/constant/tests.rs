use super::{super::lex::lex, *};

fn check(text: &str, expected: Option<&Constant>) {
    let found = evaluate(text, &lex(text, 0), &Names::new());
    assert_eq!(found.as_ref().map(|constant| &constant.value), expected, "{text}");
}

fn check_variable(text: &str, name: &str, default: Option<(Constant, &str)>) {
    let found = evaluate(text, &lex(text, 0), &Names::new()).unwrap_or_else(|| panic!("{text}"));
    let Constant::Variable { name: found_name, default: found, .. } = found.value else { panic!("{text}") };
    let found = found.map(|constant| (constant.value, &text[constant.span]));
    assert_eq!((found_name.as_str(), found), (name, default), "{text}");
}

#[test]
fn evaluates_constants_like_python() {
    check("20", Some(&Constant::Int(20)));
    check("1_000", Some(&Constant::Int(1000)));
    check("2 * (3 + 4) - 1", Some(&Constant::Int(13)));
    check("-7 // 2", Some(&Constant::Int(-4)));
    check("-7 % 3", Some(&Constant::Int(2)));
    check("-2 ** 2", Some(&Constant::Int(-4)));
    check("60 * 30", Some(&Constant::Int(1800)));
    check("1 / 2", Some(&Constant::Float(0.5)));
    check("0.5", Some(&Constant::Float(0.5)));
    check("0x14", Some(&Constant::Int(20)));
    check("True", Some(&Constant::Bool(true)));
    check("false", Some(&Constant::Bool(false)));
    check("int(\"20\")", Some(&Constant::Int(20)));
    check("1 // 0", None);
    check("1 / 0", None);
    check("9223372036854775807 + 1", None);
    check("POOL", None);
    check("f(1)", None);
    check("1 +", None);
    check("f'{x}'", None);
    check("20 if big else 5", None);
}

#[test]
fn keeps_default_of_environment_variable() {
    check_variable("int(os.getenv('X', '20'))", "X", Some((Constant::Int(20), "20")));
    check_variable("int(os.environ.get('X', 10))", "X", Some((Constant::Int(10), "10")));
    check_variable("os.environ['X']", "X", None);
    check_variable("int(os.environ['X'])", "X", None);
    check_variable("int(os.getenv('X') or 5)", "X", Some((Constant::Int(5), "5")));
    check_variable("os.getenv('X', 'true').lower() == 'true'", "X", Some((Constant::Bool(true), "true")));
    check_variable("os.getenv('X', '0').lower() in ('true', '1')", "X", Some((Constant::Bool(false), "0")));
    check_variable("config('X', default=20, cast=int)", "X", Some((Constant::Int(20), "20")));
    check_variable("env.int('X', default=20)", "X", Some((Constant::Int(20), "20")));
}
