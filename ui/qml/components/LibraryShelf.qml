import QtQuick

// Browsing: themes to choose from, and the articles of the chosen one.
Column {
    id: shelf

    required property QtObject viewModel
    signal chosen(string document)

    spacing: Theme.spaceL

    Flow {
        width: parent.width
        spacing: Theme.spaceS

        Repeater {
            model: shelf.viewModel.themes

            BigButton {
                required property string key
                required property string name
                required property int count
                readonly property bool selected: key === shelf.viewModel.theme

                objectName: "theme-" + key
                text: qsTr("%1 (%2)").arg(key === "all" ? qsTr("All") : name).arg(count)
                kind: selected ? "primary" : "quiet"
                fontSize: Theme.typeLabel
                leftPadding: Theme.spaceM
                rightPadding: Theme.spaceM
                leastHeight: Theme.sizeTarget
                Accessible.role: Accessible.RadioButton
                Accessible.checkable: true
                Accessible.checked: selected
                onClicked: shelf.viewModel.chooseTheme(key)
            }
        }
    }

    Column {
        width: parent.width
        spacing: Theme.spaceS

        Repeater {
            model: shelf.viewModel.titles

            TitleRow {
                required property string document
                required property string title

                width: shelf.width
                objectName: "article-" + document
                text: title
                onClicked: shelf.chosen(document)
            }
        }
    }

    Words {
        visible: shelf.viewModel.more
        width: parent.width
        text: qsTr("There are more; search for what you want to know.")
        color: Theme.muted
    }
}
