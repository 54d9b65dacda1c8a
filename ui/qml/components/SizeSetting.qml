import QtQuick

// The size of all text.
Setting {
    required property QtObject shell

    objectName: "setting-text-size"
    name: qsTr("Text size")
    iconName: "a-large-small"
    choices: {
        const names = [qsTr("Normal"), qsTr("Large"), qsTr("Larger"), qsTr("Largest"), qsTr("Double")];
        return shell.textScales.map((scale, number) => ({
                    "key": scale,
                    "text": names[number]
                }));
    }
    current: shell.textScale
    onChosen: key => shell.setTextScale(key)
}
